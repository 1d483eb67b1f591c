package dev.tarn.server.output;

import dev.tarn.columnar.DataType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Names for objects, where two columns cannot share one: the second `id` becomes `id_2`.
final class ColumnNames {
    private ColumnNames() {}

    static List<String> distinct(List<DataType.Field> columns) {
        Set<String> taken = new HashSet<>();
        List<String> names = new ArrayList<>(columns.size());
        for (DataType.Field column : columns) {
            String name = column.name();
            for (int i = 2; !taken.add(name); i++) {
                name = column.name() + "_" + i;
            }
            names.add(name);
        }
        return names;
    }
}
