package dev.tarn.engine.validate;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.jspecify.annotations.Nullable;

/// A question mark whose value a plan does not depend on: one of a type, and never null.
///
/// Rules see a constant that they know nothing of. Estimates may look at [#example], a value that
/// the plan is made for but not bound to.
public final class RexParameter extends RexDynamicParam {
    private final @Nullable RexLiteral example;

    public RexParameter(RelDataType type, int index, @Nullable RexLiteral example) {
        super(type, index);
        this.example = example;
    }

    /// The value that the plan is made with; null where estimates could not use it.
    public @Nullable RexLiteral example() {
        return example;
    }
}
