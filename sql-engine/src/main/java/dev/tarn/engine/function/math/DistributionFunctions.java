package dev.tarn.engine.function.math;

import dev.tarn.engine.function.ScalarFamily;

import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.special.Erf;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// How likely a value is at most, and which value is, by the normal and the beta distribution; by
/// commons-math, as in Trino. Parameters that no distribution has are INVALID_FUNCTION_ARGUMENT.
final class DistributionFunctions {
    private DistributionFunctions() {}

    static List<ScalarFamily> families() {
        return List.of(
                StatisticFunctions.ofDoubles(
                        "normal_cdf",
                        "(double mean, double deviation, double value)",
                        3,
                        DistributionFunctions::normal),
                StatisticFunctions.ofDoubles(
                        "inverse_normal_cdf",
                        "(double mean, double deviation, double probability)",
                        3,
                        DistributionFunctions::inverseNormal),
                StatisticFunctions.ofDoubles(
                        "beta_cdf",
                        "(double a, double b, double value from 0 to 1)",
                        3,
                        DistributionFunctions::beta),
                StatisticFunctions.ofDoubles(
                        "inverse_beta_cdf",
                        "(double a, double b, double probability)",
                        3,
                        DistributionFunctions::inverseBeta));
    }

    private static double normal(double[] x) {
        check(x[1] > 0, "normal_cdf takes a deviation above 0, not", x[1]);
        return 0.5 * (1 + Erf.erf((x[2] - x[0]) / (x[1] * Math.sqrt(2))));
    }

    private static double inverseNormal(double[] x) {
        check(x[1] > 0, "inverse_normal_cdf takes a deviation above 0, not", x[1]);
        check(
                x[2] > 0 && x[2] < 1,
                "inverse_normal_cdf takes a probability between 0 and 1, not",
                x[2]);
        return x[0] + x[1] * Math.sqrt(2) * Erf.erfInv(2 * x[2] - 1);
    }

    private static double beta(double[] x) {
        check(x[2] >= 0 && x[2] <= 1, "beta_cdf takes a value from 0 to 1, not", x[2]);
        return computed(x, of -> of.cumulativeProbability(x[2]));
    }

    private static double inverseBeta(double[] x) {
        check(
                x[2] >= 0 && x[2] <= 1,
                "inverse_beta_cdf takes a probability from 0 to 1, not",
                x[2]);
        return computed(x, of -> of.inverseCumulativeProbability(x[2]));
    }

    private static BetaDistribution distribution(double[] x) {
        check(x[0] > 0, "A beta distribution takes a and b above 0, not", x[0]);
        check(x[1] > 0, "A beta distribution takes a and b above 0, not", x[1]);
        return new BetaDistribution(null, x[0], x[1]);
    }

    /// What `asked` gives; its series do not converge for every a and b.
    private static double computed(double[] x, ToDoubleFunction<BetaDistribution> asked) {
        try {
            return asked.applyAsDouble(distribution(x));
        } catch (MathIllegalStateException diverged) {
            throw StatisticFunctions.invalid(
                    "The beta distribution of a = %s and b = %s cannot be computed at %s"
                            .formatted(x[0], x[1], x[2]));
        }
    }

    private static void check(boolean holds, String message, double value) {
        if (!holds) {
            throw StatisticFunctions.invalid(message + " " + value);
        }
    }
}
