package dev.tarn.engine;

import java.nio.file.Path;

/// Where queries put what does not fit in memory, and how many bytes all of them together may have
/// there at once; 0 forbids it. The directory is made when first needed, and several processes may
/// share it. Where `always` is set, operators put rows there again and again, however much memory
/// there is, as tests of spilling want it.
public record SpillConfig(Path directory, long maxBytes, boolean always) {
    private static final long DEFAULT_MAX_BYTES = 64L << 30;

    public SpillConfig {
        if (maxBytes < 0) {
            throw new IllegalArgumentException(
                    "Bytes of spilled rows must not be negative: " + maxBytes);
        }
    }

    /// Where and how much, when memory is short.
    public SpillConfig(Path directory, long maxBytes) {
        this(directory, maxBytes, false);
    }

    /// A directory of this user among the machine's temporary files, and 64 GiB.
    public static SpillConfig forThisMachine() {
        return new SpillConfig(
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "tarn-spill-" + System.getProperty("user.name")),
                DEFAULT_MAX_BYTES);
    }
}
