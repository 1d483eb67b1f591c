package dev.tarn.engine.window;

/// The rows of each row's frame: what is in `starts[i][row]..ends[i][row]` for all `i`, in order.
/// There is more than one range where something is excluded; a range may be empty, and then starts
/// where it ends.
record Frames(int[][] starts, int[][] ends) {

    int rangeCount() {
        return starts.length;
    }
}
