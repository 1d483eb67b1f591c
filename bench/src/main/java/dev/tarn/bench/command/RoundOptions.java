package dev.tarn.bench.command;

import picocli.CommandLine.Option;

/// The options of a benchmark that asks all its questions in rounds.
public final class RoundOptions {
    @Option(
            names = "--warm-up",
            paramLabel = "ROUNDS",
            description = "Rounds over all queries that do not count (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--rounds",
            description = "Rounds of which the median counts (default: ${DEFAULT-VALUE}).")
    private int measured;

    /// @param warmUp where none are given
    /// @param measured where none are given
    public RoundOptions(int warmUp, int measured) {
        this.warmUp = warmUp;
        this.measured = measured;
    }

    public int warmUp() {
        return warmUp;
    }

    public int measured() {
        return measured;
    }
}
