package dev.tarn.engine.physical;

/// What a join gives. The left side probes, the right side is built.
///
/// SEMI and ANTI give left columns only. ANTI is NOT EXISTS: a left row without a match, null keys
/// included. NULL_AWARE_ANTI is NOT IN: nothing if the right side has a null key, and left rows
/// with a null key only if the right side is empty. LEFT_MARK gives the left columns and a boolean:
/// EXISTS (two-valued). RIGHT_SEMI, RIGHT_ANTI and RIGHT_MARK are the same with the sides
/// exchanged, so that the rows that are given are the ones that are built.
public enum JoinType {
    INNER,
    LEFT,
    RIGHT,
    FULL,
    SEMI,
    ANTI,
    NULL_AWARE_ANTI,
    LEFT_MARK,
    RIGHT_SEMI,
    RIGHT_ANTI,
    RIGHT_MARK;

    /// Whether the left side's columns are in the output.
    public boolean keepsLeft() {
        return switch (this) {
            case INNER, LEFT, RIGHT, FULL, SEMI, ANTI, NULL_AWARE_ANTI, LEFT_MARK -> true;
            case RIGHT_SEMI, RIGHT_ANTI, RIGHT_MARK -> false;
        };
    }

    /// Whether the right side's columns are in the output.
    public boolean keepsRight() {
        return switch (this) {
            case INNER, LEFT, RIGHT, FULL, RIGHT_SEMI, RIGHT_ANTI, RIGHT_MARK -> true;
            case SEMI, ANTI, NULL_AWARE_ANTI, LEFT_MARK -> false;
        };
    }

    /// Whether the pairs themselves are in the output.
    public boolean givesPairs() {
        return keepsLeft() && keepsRight();
    }

    /// Whether a boolean follows the columns.
    public boolean givesMark() {
        return this == LEFT_MARK || this == RIGHT_MARK;
    }

    /// Whether something of the right side is given once all left rows have been seen.
    public boolean endsWithRight() {
        return switch (this) {
            case RIGHT, FULL, RIGHT_SEMI, RIGHT_ANTI, RIGHT_MARK -> true;
            case INNER, LEFT, SEMI, ANTI, NULL_AWARE_ANTI, LEFT_MARK -> false;
        };
    }

    /// Whether left rows without a match change nothing.
    public boolean dropsUnmatchedLeft() {
        return switch (this) {
            case INNER, RIGHT, SEMI, RIGHT_SEMI, RIGHT_ANTI, RIGHT_MARK -> true;
            case LEFT, FULL, ANTI, NULL_AWARE_ANTI, LEFT_MARK -> false;
        };
    }

    /// What gives the same with the sides exchanged.
    ///
    /// @throws IllegalArgumentException for NULL_AWARE_ANTI, which has no such type
    public JoinType mirrored() {
        return switch (this) {
            case INNER, FULL -> this;
            case LEFT -> RIGHT;
            case RIGHT -> LEFT;
            case SEMI -> RIGHT_SEMI;
            case ANTI -> RIGHT_ANTI;
            case LEFT_MARK -> RIGHT_MARK;
            case RIGHT_SEMI -> SEMI;
            case RIGHT_ANTI -> ANTI;
            case RIGHT_MARK -> LEFT_MARK;
            case NULL_AWARE_ANTI -> throw new IllegalArgumentException("Mirrored " + this);
        };
    }
}
