package org.espalier.catalog;

import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import org.espalier.ConfigurationException;
import scala.Option;
import scala.collection.immutable.Map$;

/**
 * What the catalog cannot do, in one line. Spark's clients print an {@link AnalysisException}
 * without its stack, and none of the catalog's interfaces declares one.
 */
final class Refusal extends AnalysisException {
  private static final long serialVersionUID = 1L;

  private Refusal(String message, Throwable cause) {
    super(
        ConfigurationException.oneLine(message),
        Option.empty(),
        Option.empty(),
        Option.apply(cause),
        Option.empty(),
        Map$.MODULE$.empty(),
        new QueryContext[0]);
  }

  /** Throws a refusal. */
  static RuntimeException of(String message) {
    return Refusal.<RuntimeException>undeclared(new Refusal(message, null));
  }

  /** Throws a refusal for what is wrong with a folder or its files. */
  static RuntimeException of(ConfigurationException e) {
    return Refusal.<RuntimeException>undeclared(new Refusal(e.getMessage(), e));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the compiler is not to know
  private static <E extends Throwable> RuntimeException undeclared(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
