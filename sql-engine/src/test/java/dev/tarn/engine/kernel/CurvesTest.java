package dev.tarn.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

/// Every point of small cubes along the curves.
class CurvesTest {

    /// All points of a cube, the last dimension running fastest.
    private static int[][] cube(int dimensions, int bits) {
        int count = 1 << dimensions * bits;
        int[][] points = new int[dimensions][count];
        for (int i = 0; i < count; i++) {
            for (int dimension = 0; dimension < dimensions; dimension++) {
                int shift = (dimensions - 1 - dimension) * bits;
                points[dimension][i] = i >>> shift & (1 << bits) - 1;
            }
        }
        return points;
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "2, 4", "2, 7", "3, 1", "3, 4", "4, 3", "6, 2"})
    void points_that_follow_one_another_along_hilberts_curve_are_neighbours(
            int dimensions, int bits) {
        int[][] points = cube(dimensions, bits);
        int count = points[0].length;
        long[] keys = new long[count];
        Curves.hilbert(points, bits, count, keys);
        int[] pointAt = new int[count];
        Arrays.fill(pointAt, -1);
        for (int i = 0; i < count; i++) {
            assertThat(keys[i]).isBetween(0L, count - 1L);
            assertThat(pointAt[(int) keys[i]]).as("key %d", keys[i]).isEqualTo(-1);
            pointAt[(int) keys[i]] = i;
        }
        for (int key = 1; key < count; key++) {
            int steps = 0;
            for (int[] coordinates : points) {
                steps += Math.abs(coordinates[pointAt[key]] - coordinates[pointAt[key - 1]]);
            }
            assertThat(steps).as("from key %d", key - 1).isEqualTo(1);
        }
    }

    @Test
    void bits_are_interleaved_from_the_highest_of_the_first_coordinate_on() {
        int[][] points = {{0b10, 0b00, 0b11}, {0b01, 0b11, 0b11}, {0b00, 0b00, 0b10}};
        long[] keys = new long[3];
        Curves.interleave(points, 2, 3, keys);
        assertThat(keys).containsExactly(0b100_010, 0b010_010, 0b111_110);
    }

    @Test
    void only_as_many_points_as_asked_for_are_looked_at() {
        long[] keys = {7, 7, 7};
        Curves.hilbert(new int[][] {{0, 1, 1}, {0, 1, 0}}, 1, 2, keys);
        assertThat(keys).containsExactly(0, 2, 7);
    }
}
