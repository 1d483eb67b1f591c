package dev.tarn.engine.differential.random;

/// An expression, and what may be done with it.
///
/// @param isWild it may be so large that arithmetic overflows, or NaN
/// @param isExact both engines compute the same digits; else nothing may depend on its last ones
record Term(Fragment sql, Kind kind, boolean isWild, boolean isExact) {
    static Term tame(Fragment sql, Kind kind) {
        return new Term(sql, kind, false, true);
    }

    static Term wild(Fragment sql, Kind kind) {
        return new Term(sql, kind, true, true);
    }

    /// The same value under another name.
    Term as(Fragment name) {
        return new Term(name, kind, isWild, isExact);
    }

    /// The same name for values of this and of `other`.
    Term or(Term other) {
        return new Term(sql, kind, isWild || other.isWild, isExact && other.isExact);
    }

    /// Whether `=` can be asked of it and another: not of NaN, whose equality is each engine's own.
    boolean isComparable() {
        return isExact && !(kind == Kind.DOUBLE && isWild);
    }

    boolean isTameNumber() {
        return kind.isNumber() && isExact && !isWild;
    }
}
