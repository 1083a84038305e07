package org.espalier.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.espalier.ConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tasks of the field compose with departures, yardsticks and each other: each pair either trains,
 * or is refused when it is read, with the reason.
 */
class CompositionTest {

  /** What sequences are made of, with what goes with it and what does not. */
  private enum Base {
    CHAIN(
        "graph.family = chain",
        """
        all | training.loss = all must be last with graph.family = chain, whose sequences end in a query
        confounders | graph.confounders = 1 needs 2 shown roots
        n-grams | the tokens before a token are not its parents
        structures | otherwise all sequences have one graph
        pool-predictors | then every sequence has a fresh matrix
        pool + rivals | takes every sequence to have a fresh matrix of the prior
        doubly-stochastic + drawn-roots | the rows of the prior doubly-stochastic depend on one another
        """),
    CHAIN_OF_ORDER_ONE(
        "graph { family = dag, pattern = consecutive, k = 1 }",
        """
        doubly-stochastic + drawn-roots | the rows of the prior doubly-stochastic depend on one another
        doubly-stochastic + n-grams | the rows of that prior depend on one another
        structures | otherwise all sequences have one graph
        pool-predictors | then every sequence has a fresh matrix
        pool + rivals | takes every sequence to have a fresh matrix of the prior
        all + latent | for then tokens depend on some that are not shown before them
        all + confounders | for then tokens depend on some that are not shown before them
        all + cyclic | for then tokens depend on some that are not shown before them
        all + attribution | ablations are of the prediction at the last position
        confounders | needs 2 shown roots and the graph has
        """),
    CHAIN_OF_ORDER_TWO(
        "graph { family = dag, pattern = consecutive, k = 2 }",
        """
        doubly-stochastic | the rows of the prior doubly-stochastic depend on one another
        doubly-stochastic + n-grams | the rows of that prior depend on one another
        structures | otherwise all sequences have one graph
        pool-predictors | then every sequence has a fresh matrix
        pool + rivals | takes every sequence to have a fresh matrix of the prior
        all + latent | for then tokens depend on some that are not shown before them
        all + confounders | for then tokens depend on some that are not shown before them
        all + cyclic | for then tokens depend on some that are not shown before them
        all + attribution | ablations are of the prediction at the last position
        latent + confounders | needs 2 shown roots and the graph has 1
        confounders + cyclic | needs 2 shown roots and the graph has 0
        """),
    MIXTURE_OF_LAGS(
        "graph { family = mixture, structures = [1, 2] }",
        """
        doubly-stochastic + drawn-roots | the rows of the prior doubly-stochastic depend on one another
        latent | would be of one structure and not of the others
        confounders | would be of one structure and not of the others
        cyclic | would be of one structure and not of the others
        n-grams | the tokens before a token are not its parents
        pool-predictors | then every sequence has a fresh matrix
        rivals | rivals look for one graph, and each sequence has its own
        all + attribution | ablations are of the prediction at the last position
        """),
    MIXTURE_OF_TREES(
        "graph { family = mixture, structures = [{ family = chain }, { family = star }] }",
        """
        all | training.loss = all must be last with graph.family = mixture, whose sequences end in a query
        latent | would be of one structure and not of the others
        confounders | would be of one structure and not of the others
        cyclic | would be of one structure and not of the others
        n-grams | the tokens before a token are not its parents
        pool-predictors | then every sequence has a fresh matrix
        rivals | rivals look for one graph, and each sequence has its own
        doubly-stochastic + drawn-roots | the rows of the prior doubly-stochastic depend on one another
        """);

    private final String written;

    /** The reason for each that does not go with the base, alone or in pairs. */
    @SuppressWarnings("ImmutableEnumChecker") // never changed once made
    private final Map<String, String> refused = new TreeMap<>();

    Base(String written, String refused) {
      this.written = written;
      refused
          .lines()
          .forEach(
              line -> {
                String[] parts = line.split(" \\| ", -1);
                this.refused.put(parts[0], parts[1]);
              });
    }

    /** Why a pair is refused: for itself, or for one of the two; for nothing if it trains. */
    private List<String> reasons(Part one, Part other) {
      boolean givesThePool = one == Part.POOL && other == Part.POOL_PREDICTORS;
      return givesThePool
          ? List.of()
          : Stream.of(one + " + " + other, one.toString(), other.toString())
              .filter(refused::containsKey)
              .map(refused::get)
              .toList();
    }
  }

  /** What a sweep may add to it. */
  private enum Part {
    POOL("task.pool = 3"),
    DOUBLY_STOCHASTIC("task.prior = doubly-stochastic"),
    TOKEN("task.target = token"),
    ALL("training.loss = all"),
    FLIP("task.flip = 0.2"),
    SAMPLES("task.samples = 16"),
    DRAWN_ROOTS("task.roots = drawn"),
    JITTER("graph.jitter = 0.3"),
    LATENT("graph.latent = 0.2"),
    CONFOUNDERS("graph.confounders = 1"),
    CYCLIC("graph.cyclic = 0.9"),
    SHIFTS("evaluation.shifts = [{ alpha = 2 }, { flip = 0.1 }]"),
    N_GRAMS("evaluation.predictors = [n-grams]"),
    STRUCTURES("evaluation.predictors = [structures]"),
    POOL_PREDICTORS("evaluation.predictors = [pool]"),
    RIVALS("rivals.methods = [evidence]"),
    ATTRIBUTION("evaluation.attribution-sequences = 4");

    private final String written;

    Part(String written) {
      this.written = written;
    }

    private boolean isSameSetting(Part other) {
      return written.substring(0, written.indexOf('=')).equals(other.written.split("=", -1)[0]);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachPairTrainsOrIsRefusedWithTheReason(Base base) {
    var wrong = new ArrayList<String>();
    for (Part one : Part.values()) {
      check(base, List.of(one), base.reasons(one, one), wrong);
      for (Part other : Part.values()) {
        if (one.compareTo(other) < 0 && !one.isSameSetting(other)) {
          check(base, List.of(one, other), base.reasons(one, other), wrong);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void check(Base base, List<Part> parts, List<String> reasons, List<String> wrong) {
    String outcome = outcome(base, parts);
    boolean isRight =
        reasons.isEmpty() ? outcome.isEmpty() : reasons.stream().anyMatch(outcome::contains);
    if (!isRight) {
      wrong.add(parts + ": " + (outcome.isEmpty() ? "trains" : outcome) + ", not " + reasons);
    }
  }

  /** Why it was refused or failed; empty if it was trained. */
  private static String outcome(Base base, List<Part> parts) {
    String written = base.written;
    for (Part part : parts) {
      written += "\n" + part.written;
    }
    TrialSpec spec;
    try {
      spec = new TrialSpecReader().read(ConfigFactory.parseString(written + SMALL));
    } catch (ConfigurationException e) {
      return e.getMessage();
    }
    TrialResult result = TrialRunner.run(spec, TrialLimits.NONE, TrialListener.NONE);
    return result.status() == TrialStatus.SUCCEEDED && result.work().steps() == 4
        ? ""
        : result.status() + " " + result.failure();
  }

  private static final String SMALL =
      """

      task { vocab = 2, length = 8, alpha = 0.5 }
      model { family = gpt, heads = [1, 1], width = 4, hidden = 0 }
      training { batch = 4, steps = 4, optimizer = adamw, learning-rate = 0.001 }
      evaluation {
        every = 2, watch = 2, sequences = 8, attention-sequences = 4, theory-sequences = 0
        bayes-draws = 2, bayes-sequences = 4
      }
      """;
}
