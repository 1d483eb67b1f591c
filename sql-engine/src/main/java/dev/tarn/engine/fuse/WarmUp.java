package dev.tarn.engine.fuse;

import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Runs a loop over made-up rows, so that queries get it compiled: interpreted it is slower than
/// kernels are.
final class WarmUp {
    private static final int ROW_COUNT = 1024;

    /// Compiled code comes after some 800 calls (HotSpot's Tier3MinInvocationThreshold and
    /// Tier4MinInvocationThreshold); the rest is time for compiling.
    private static final int CALL_COUNT = 2000;

    private WarmUp() {}

    /// `loop`, which is of `shape`.
    static FusedLoop of(Shape shape, FusedLoop loop) {
        Object[] arrays =
                Stream.concat(
                                shape.values().stream()
                                        .filter(Shape.Input.class::isInstance)
                                        .map(Shape.Value::lane),
                                shape.rooms().stream())
                        .map(WarmUp::values)
                        .toArray();
        long[] constants = new long[shape.values().size()];
        Object out = shape.lane().newArray(ROW_COUNT);
        int[] rows = new int[ROW_COUNT];
        for (int row = 0; row < ROW_COUNT; row++) {
            rows[row] = row;
        }
        for (int call = 0; call < CALL_COUNT; call++) {
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            loop.run(arrays, constants, out, rows, ROW_COUNT);
        }
        return loop;
    }

    /// Of both signs and all alike probable, since the compiler leaves out branches that it has not
    /// seen taken.
    private static Object values(Lane lane) {
        SplittableRandom random = new SplittableRandom(1);
        Object values = lane.newArray(ROW_COUNT);
        for (int row = 0; row < ROW_COUNT; row++) {
            int value = random.nextInt(-100, 100);
            switch (values) {
                case boolean[] booleans -> booleans[row] = value < 0;
                case int[] ints -> ints[row] = value;
                case long[] longs -> longs[row] = value;
                case float[] floats -> floats[row] = value;
                case double[] doubles -> doubles[row] = value;
                default -> throw new IllegalStateException("No lane has " + values.getClass());
            }
        }
        return values;
    }
}
