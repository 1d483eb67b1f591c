package dev.tarn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LikeBenchmarkTest {

    @ParameterizedTest
    @ValueSource(strings = {"%special%requests%", "final%", "%no such words%"})
    void bothMatchersFindTheSameRows(String pattern) {
        LikeBenchmark benchmark = new LikeBenchmark();
        benchmark.pattern = pattern;
        benchmark.load();
        assertThat(benchmark.bytesMatched()).isEqualTo(benchmark.regexMatched());
    }

    @Test
    void theQueryOfTpchFindsSome() {
        LikeBenchmark benchmark = new LikeBenchmark();
        benchmark.pattern = "%special%requests%";
        benchmark.load();
        assertThat(benchmark.bytesMatched()).isBetween(1, 1_500);
    }
}
