package dev.tarn.engine.physical;

/// What a join gives. The left side probes, the right side is built.
///
/// SEMI and ANTI give left columns only. ANTI is NOT EXISTS: a left row without a match, null keys
/// included. NULL_AWARE_ANTI is NOT IN: nothing if the right side has a null key, and left rows
/// with a null key only if the right side is empty. LEFT_MARK gives the left columns and a boolean:
/// EXISTS (two-valued).
public enum JoinType {
    INNER,
    LEFT,
    RIGHT,
    FULL,
    SEMI,
    ANTI,
    NULL_AWARE_ANTI,
    LEFT_MARK;

    /// Whether the right side's columns are in the output.
    public boolean keepsRight() {
        return switch (this) {
            case INNER, LEFT, RIGHT, FULL -> true;
            case SEMI, ANTI, NULL_AWARE_ANTI, LEFT_MARK -> false;
        };
    }
}
