package dev.tarn.maintenance.plan;

import dev.tarn.engine.spi.FileOrder;
import dev.tarn.maintenance.cluster.ClusteringChoice;
import dev.tarn.maintenance.cluster.FileBoxes;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Types.NestedField;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which files of a table are not clustered well by some columns, within their partitions.
final class Overlapping {
    private Overlapping() {}

    /// Locations of those that are worth being clustered together.
    static Set<String> files(TableFiles files, FileOrder.Clustered order) {
        List<NestedField> columns =
                order.columnIds().stream().map(id -> files.schema().findField(id)).toList();
        Set<String> chosen = new HashSet<>();
        for (List<DataFile> partition : files.partitions()) {
            FileBoxes boxes = FileBoxes.of(partition, columns);
            for (int file : ClusteringChoice.of(boxes)) {
                chosen.add(partition.get(file).location());
            }
        }
        return chosen;
    }
}
