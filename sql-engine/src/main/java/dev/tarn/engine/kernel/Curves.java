package dev.tarn.engine.kernel;

/// Keys of points along curves through a space of two dimensions or more: points whose keys are
/// close are close in every dimension.
///
/// Each of the `dimensions` arrays has a coordinate from 0 to `2^bits - 1` for each point; all bits
/// of a point fit into 63, so that keys are not negative. Sources: G. Morton 1966 for the Z-order
/// curve, J. Skilling, "Programming the Hilbert curve", 2004, for the other.
public final class Curves {
    private Curves() {}

    /// Keys along the Z-order curve: the bits of all coordinates in turns, the highest first.
    public static void interleave(int[][] coordinates, int bits, int count, long[] keys) {
        int[] point = new int[coordinates.length];
        for (int i = 0; i < count; i++) {
            for (int dimension = 0; dimension < point.length; dimension++) {
                point[dimension] = coordinates[dimension][i];
            }
            keys[i] = interleaved(point, bits);
        }
    }

    /// Keys along the Hilbert curve, where points that follow one another are neighbours.
    public static void hilbert(int[][] coordinates, int bits, int count, long[] keys) {
        int[] point = new int[coordinates.length];
        for (int i = 0; i < count; i++) {
            for (int dimension = 0; dimension < point.length; dimension++) {
                point[dimension] = coordinates[dimension][i];
            }
            turn(point, bits);
            grayEncode(point, bits);
            keys[i] = interleaved(point, bits);
        }
    }

    private static long interleaved(int[] point, int bits) {
        long key = 0;
        for (int bit = bits - 1; bit >= 0; bit--) {
            for (int coordinate : point) {
                key = key << 1 | coordinate >>> bit & 1;
            }
        }
        return key;
    }

    /// Turns and mirrors the cells of every level as the curve runs through them.
    private static void turn(int[] point, int bits) {
        for (int bit = bits - 1; bit > 0; bit--) {
            int lower = (1 << bit) - 1;
            for (int dimension = 0; dimension < point.length; dimension++) {
                if ((point[dimension] >>> bit & 1) != 0) {
                    point[0] ^= lower;
                } else {
                    int swapped = (point[0] ^ point[dimension]) & lower;
                    point[0] ^= swapped;
                    point[dimension] ^= swapped;
                }
            }
        }
    }

    private static void grayEncode(int[] point, int bits) {
        for (int dimension = 1; dimension < point.length; dimension++) {
            point[dimension] ^= point[dimension - 1];
        }
        int flipped = 0;
        for (int bit = bits - 1; bit > 0; bit--) {
            if ((point[point.length - 1] >>> bit & 1) != 0) {
                flipped ^= (1 << bit) - 1;
            }
        }
        for (int dimension = 0; dimension < point.length; dimension++) {
            point[dimension] ^= flipped;
        }
    }
}
