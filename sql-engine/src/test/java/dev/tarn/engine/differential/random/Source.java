package dev.tarn.engine.differential.random;

import java.util.ArrayList;
import java.util.List;

/// Something to read from, with its columns as they are named outside.
record Source(Fragment sql, List<Term> columns) {

    /// `sql`, whose columns are `columns`, under a name.
    static Source aliased(Fragment sql, String alias, List<Term> columns) {
        List<Term> outside = new ArrayList<>();
        for (Term column : columns) {
            outside.add(column.as(Fragment.of(alias + "." + column.sql().tarnText())));
        }
        return new Source(Fragment.of("{0} as " + alias, sql), outside);
    }
}
