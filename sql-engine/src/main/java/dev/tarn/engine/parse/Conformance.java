package dev.tarn.engine.parse;

import org.apache.calcite.sql.validate.SqlAbstractConformance;

/// Which liberties beyond the standard the language takes: those of Trino, and a few that cannot be
/// misread.
public final class Conformance extends SqlAbstractConformance {
    public static final Conformance INSTANCE = new Conformance();

    private Conformance() {}

    @Override
    public boolean isGroupByOrdinal() {
        return true;
    }

    /// Columns come first; an alias is looked for only where no column has the name.
    @Override
    public boolean isGroupByAlias() {
        return true;
    }

    @Override
    public boolean isBangEqualAllowed() {
        return true;
    }

    @Override
    public boolean isOffsetLimitAllowed() {
        return true;
    }

    @Override
    public boolean isPercentRemainderAllowed() {
        return true;
    }

    @Override
    public boolean isFromRequired() {
        return false;
    }

    @Override
    public boolean allowNiladicParentheses() {
        return true;
    }

    @Override
    public boolean allowGeometry() {
        return true;
    }

    /// `v:a.b[0]` of variants.
    @Override
    public boolean isColonFieldAccessAllowed() {
        return true;
    }

    @Override
    public boolean isMinusAllowed() {
        return false;
    }

    @Override
    public boolean isValueAllowed() {
        return false;
    }

    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
        return true;
    }

    @Override
    public boolean allowExplicitRowValueConstructor() {
        return true;
    }

    @Override
    public boolean allowLenientCoercion() {
        return false;
    }

    @Override
    public boolean isNonStrictGroupBy() {
        return false;
    }
}
