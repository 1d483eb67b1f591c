package dev.tarn.engine.function;

import dev.tarn.columnar.DataType;

import java.util.List;
import java.util.Optional;

/// All scalar functions of one SQL name.
///
/// `bind` picks the function for argument types, whose parameter types may be wider than those
/// asked for (the caller casts); empty where none fits. Operators are families too, under these
/// names: `add`, `subtract`, `multiply`, `divide`, `modulus`, `negate`, `equal`, `not_equal`,
/// `less_than`, `less_than_or_equal`, `greater_than`, `greater_than_or_equal`, `is_distinct_from`,
/// `like`, `concat`, `extract_<unit>`. Dates and times move by `date_add_days(date, bigint)`,
/// `date_add_months(date, integer)`, `timestamp_add_micros(timestamp, bigint)`,
/// `timestamp_add_months(timestamp, integer)`, `time_add_micros(time, bigint)`;
/// `date_diff_days(date, date)` is what lies between.
public interface ScalarFamily {

    String name();

    int minArguments();

    /// The most arguments there may be; Integer.MAX_VALUE where there is no end.
    int maxArguments();

    Optional<ScalarFunction> bind(List<DataType> argumentTypes);

    /// One line for documentation and error messages, for example `substr(varchar, bigint[,
    /// bigint]) → varchar`.
    String usage();
}
