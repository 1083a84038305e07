package org.espalier.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.espalier.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MastersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local",
        "local[2]",
        "local[*]",
        "local[2,3]",
        "local-cluster[2,1,1024]",
        "spark://host:7077",
        "spark://a:7077,b:7077",
        "yarn",
        "k8s://https://host:6443"
      })
  void anAddressThatSparkKnowsIsTaken(String master) {
    Masters.require(master);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "rubbish", "local[x]", "local[", "spark://", "spark://host", "k8s://"})
  void anAddressThatSparkDoesNotKnowIsRefused(String master) {
    assertThatThrownBy(() -> Masters.require(master))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "spark.master = %s must be local[N], local[*], spark://HOST:PORT, yarn or"
                + " k8s://https://HOST:PORT",
            master);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[0]", "local[99999999999]", "local-cluster[0,1,1024]"})
  void aNumberOfCoresIsFromOne(String master) {
    assertThatThrownBy(() -> Masters.require(master))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("spark.master = %s must have a whole number from 1 to 999999999", master);
  }

  @Test
  void theSizeOfAClusterIsInSparksProperties() {
    assertThat(Masters.cores("yarn", Map.of())).isEmpty();
    assertThat(Masters.cores("yarn", Map.of("spark.cores.max", "7"))).isEqualTo(OptionalInt.of(7));
    assertThat(
            Masters.cores(
                "yarn", Map.of("spark.executor.instances", "3", "spark.executor.cores", "4")))
        .isEqualTo(OptionalInt.of(12));
    var dynamic = new HashMap<>(Map.of("spark.dynamicAllocation.enabled", "true"));
    dynamic.put("spark.executor.instances", "0"); // at first
    dynamic.put("spark.executor.cores", "4");
    assertThat(Masters.cores("yarn", dynamic)).isEmpty();
    dynamic.put("spark.dynamicAllocation.maxExecutors", "50");
    assertThat(Masters.cores("yarn", dynamic)).isEqualTo(OptionalInt.of(200));
    dynamic.put("spark.dynamicAllocation.maxExecutors", String.valueOf(Integer.MAX_VALUE));
    assertThat(Masters.cores("yarn", dynamic)).isEmpty();
    assertThat(Masters.cores("local-cluster[2,3,1024]", Map.of())).isEqualTo(OptionalInt.of(6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", "-1", "0", "2.5", "99999999999"})
  void aPropertyThatIsNoNumberIsNamed(String value) {
    for (String property : new String[] {"spark.cores.max", "spark.executor.instances"}) {
      assertThatThrownBy(() -> Masters.cores("yarn", Map.of(property, value)))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage(
              "spark.conf.%s = %s must have a whole number from 1 to 999999999", property, value);
    }
  }
}
