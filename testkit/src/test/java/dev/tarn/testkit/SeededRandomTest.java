package dev.tarn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class SeededRandomTest {
    @Test
    void every_run_sees_the_same_numbers() {
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        SeededRandom.forEachSeed(5, random -> first.add(random.nextLong()));
        SeededRandom.forEachSeed(5, random -> second.add(random.nextLong()));
        assertThat(first).hasSize(5).doesNotHaveDuplicates().isEqualTo(second);
    }

    @Test
    void a_failure_tells_its_seed_and_how_to_repeat_it() {
        assertThatThrownBy(() ->
                        SeededRandom.forEachSeed(
                                3,
                                random -> {
                                    throw new IllegalStateException("broken");
                                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("With seed 0")
                .hasMessageContaining("-Dtarn.seed=0")
                .hasMessageContaining("SeededRandomTest")
                .hasRootCauseMessage("broken");
    }
}
