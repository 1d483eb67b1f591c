package dev.tarn.engine.physical;

/// Which right row an ASOF join takes of those with equal keys: the nearest one on one side.
public enum AsOfMatch {
    AT_OR_BEFORE(">=", false, true),
    BEFORE(">", false, false),
    AT_OR_AFTER("<=", true, true),
    AFTER("<", true, false);

    private final String symbol;
    private final boolean later;
    private final boolean equal;

    AsOfMatch(String symbol, boolean later, boolean equal) {
        this.symbol = symbol;
        this.later = later;
        this.equal = equal;
    }

    /// How the left value compares with the right one.
    public String symbol() {
        return symbol;
    }

    /// Whether it is the first of the right values that are more; or else the last of those that
    /// are less.
    public boolean isLater() {
        return later;
    }

    /// Whether an equal value is taken too.
    public boolean takesEqual() {
        return equal;
    }

    /// The same with the sides of the comparison exchanged: `a >= b` as `b <= a`.
    public AsOfMatch mirrored() {
        return switch (this) {
            case AT_OR_BEFORE -> AT_OR_AFTER;
            case BEFORE -> AFTER;
            case AT_OR_AFTER -> AT_OR_BEFORE;
            case AFTER -> BEFORE;
        };
    }
}
