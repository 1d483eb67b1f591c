package dev.tarn.testkit;

import java.util.Random;

/// Random tests that can be replayed.
///
/// The seeds are 0, 1, 2, …, so that every run tests the same; the system property `tarn.seed`
/// replays one of them; `tarn.seed.base` moves the range and `tarn.seed.count` sets how many there
/// are, for long runs at night or in parts. A failure carries its seed and the command that repeats
/// it.
public final class SeededRandom {
    private SeededRandom() {}

    /// What a test does with one seed.
    @FunctionalInterface
    public interface Body {
        void run(Random random) throws Exception;
    }

    /// Runs `body` once for each of `seedCount` seeds, or of as many as `tarn.seed.count` says, or
    /// only for the seed that is replayed.
    public static void forEachSeed(int seedCount, Body body) {
        Long replayed = Long.getLong("tarn.seed");
        if (replayed != null) {
            runSeed(replayed, body);
            return;
        }
        long base = Long.getLong("tarn.seed.base", 0);
        int count = Integer.getInteger("tarn.seed.count", seedCount);
        for (int i = 0; i < count; i++) {
            runSeed(base + i, body);
        }
    }

    private static void runSeed(long seed, Body body) {
        try {
            body.run(new Random(seed));
        } catch (Throwable failure) {
            String message = "With seed " + seed + "; to repeat: " + command(seed);
            System.err.println(message);
            throw new AssertionError(message + System.lineSeparator() + failure, failure);
        }
    }

    private static String command(long seed) {
        StackWalker.StackFrame test =
                StackWalker.getInstance()
                        .walk(frames ->
                                frames.filter(frame -> !isOwn(frame.getClassName())).findFirst())
                        .orElseThrow();
        String name = test.getClassName();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        String method = test.getMethodName();
        if (method.startsWith("lambda$")) {
            method = method.substring("lambda$".length(), method.lastIndexOf('$'));
        }
        return "./mvnw test -Dsurefire.failIfNoSpecifiedTests=false -Dtest=%s#%s -Dtarn.seed=%d"
                .formatted(simple, method, seed);
    }

    private static boolean isOwn(String className) {
        return className.equals(SeededRandom.class.getName());
    }
}
