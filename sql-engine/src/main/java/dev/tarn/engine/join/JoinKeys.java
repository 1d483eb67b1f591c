package dev.tarn.engine.join;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.physical.Plan;

import java.util.List;

/// How the keys of a hash join are encoded, on either side. Immutable.
///
/// @param rejectsNull for each key whether a null equals nothing, else it equals a null
record JoinKeys(KeyLayout layout, boolean[] rejectsNull) {

    static JoinKeys of(Plan.HashJoin plan) {
        List<DataType> types =
                plan.rightKeys().stream()
                        .map(key -> plan.right().output().get(key).type())
                        .toList();
        boolean[] rejectsNull = new boolean[plan.nullSafe().size()];
        for (int key = 0; key < rejectsNull.length; key++) {
            rejectsNull[key] = !plan.nullSafe().get(key);
        }
        return new JoinKeys(KeyLayout.of(types, plan.nullSafe().contains(true)), rejectsNull);
    }

    KeyEncoder newEncoder() {
        return new KeyEncoder(layout, rejectsNull, true);
    }

    /// Whether a key is one integer, whose word is its value.
    boolean isInteger() {
        return layout.kind() == KeyLayout.Kind.SINGLE
                && switch (layout.types().getFirst().physical()) {
                    case INT, LONG -> true;
                    case BOOLEAN, FLOAT, DOUBLE, INT128, BYTES, LIST, MAP, STRUCT -> false;
                };
    }
}
