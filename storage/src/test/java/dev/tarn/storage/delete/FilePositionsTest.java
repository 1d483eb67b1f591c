package dev.tarn.storage.delete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class FilePositionsTest {
    private final FilePositions positions = new FilePositions();

    private static Vector file(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return new ConstantVector(
                new BytesVector(DataType.STRING, bytes, new int[] {0, bytes.length}, null, 1), 9);
    }

    private static Vector numbers(long... values) {
        return new LongVector(DataType.BIGINT, values, null, values.length);
    }

    @Test
    void rows_are_kept_by_file() {
        positions.add(file("a"), numbers(5, 7), null, 2);
        positions.add(file("b"), numbers(5, 6, 7), new int[] {0, 2}, 2);
        positions.add(file("a"), numbers(70_000_000_000L), null, 1);
        assertThat(positions.files()).containsExactlyInAnyOrder("a", "b");
        assertThat(requireNonNull(positions.of("a")).count()).isEqualTo(3);
        assertThat(requireNonNull(positions.of("b")).count()).isEqualTo(2);
        assertThat(positions.hasRepeated()).isFalse();
        assertThat(positions.isAbsent(file("b"), numbers(5, 6, 7), 3))
                .containsExactly(false, true, false);
        assertThat(positions.isAbsent(file("c"), numbers(5), 1)).containsExactly(true);
    }

    @Test
    void a_row_given_twice_is_noticed() {
        positions.add(file("a"), numbers(5, 7), null, 2);
        positions.add(file("b"), numbers(5), null, 1);
        assertThat(positions.hasRepeated()).isFalse();
        positions.add(file("a"), numbers(7), null, 1);
        assertThat(positions.hasRepeated()).isTrue();
        assertThat(requireNonNull(positions.of("a")).count()).isEqualTo(2);
    }

    @Test
    void a_row_that_two_drivers_give_is_noticed_when_they_are_put_together() {
        FilePositions other = new FilePositions();
        positions.add(file("a"), numbers(5), null, 1);
        other.add(file("a"), numbers(6), null, 1);
        positions.addAll(other);
        assertThat(positions.hasRepeated()).isFalse();
        positions.addAll(other);
        assertThat(positions.hasRepeated()).isTrue();
    }

    @Test
    void what_is_held_grows_with_rows_far_apart() {
        positions.add(file("a"), numbers(0), null, 1);
        long before = positions.sizeBytes();
        positions.add(file("a"), numbers(1), null, 1);
        assertThat(positions.sizeBytes()).isEqualTo(before);
        positions.add(file("a"), numbers(1 << 20), null, 1);
        assertThat(positions.sizeBytes()).isGreaterThan(before);
    }

    @Test
    void no_row_is_at_a_negative_position() {
        assertThatThrownBy(() -> positions.add(file("a"), numbers(-1), null, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
