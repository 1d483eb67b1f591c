package dev.tarn.bench.duel;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

final class SameRowsTest {
    private static boolean same(@Nullable Object ours, @Nullable Object theirs) {
        return SameRows.same(List.of(Arrays.asList(ours)), List.of(Arrays.asList(theirs)));
    }

    @Test
    void numbersAreEqualByValueWhateverTheirType() {
        assertThat(same(7L, BigInteger.valueOf(7))).isTrue();
        assertThat(same(new BigDecimal("1.50"), new BigDecimal("1.5"))).isTrue();
        assertThat(same(7L, 8)).isFalse();
        assertThat(same(new BigDecimal("1.50"), new BigDecimal("1.51"))).isFalse();
    }

    @Test
    void anAverageOfDecimalsIsADoubleWithinHalfOfTheLastPlace() {
        assertThat(same(new BigDecimal("25.52"), 25.5226)).isTrue();
        assertThat(same(new BigDecimal("25.52"), 25.53)).isFalse();
        assertThat(same(1.0, 1.0 + 1e-12)).isTrue();
        assertThat(same(1.0, 1.001)).isFalse();
        assertThat(same(Double.NaN, Double.NaN)).isTrue();
    }

    @Test
    void otherValuesAreEqualAsTextAndNullIsEqualToNull() {
        assertThat(same("a", "a")).isTrue();
        assertThat(same(LocalDate.EPOCH, LocalDate.EPOCH)).isTrue();
        assertThat(same(null, null)).isTrue();
        assertThat(same(null, 0)).isFalse();
        assertThat(SameRows.same(List.of(), List.of(List.of()))).isFalse();
    }
}
