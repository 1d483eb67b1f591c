package dev.tarn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FusionBenchmarkTest {

    /// Setting up compares the values.
    @ParameterizedTest
    @EnumSource
    void loopsAndKernelsAgree(FusionBenchmark.Formula formula) {
        for (int oneIn : new int[] {1, 2, 10}) {
            FusionBenchmark benchmark = new FusionBenchmark();
            benchmark.formula = formula;
            benchmark.oneIn = oneIn;
            benchmark.make();
            assertThat(benchmark.byLoop().type()).isEqualTo(benchmark.byKernels().type());
        }
    }
}
