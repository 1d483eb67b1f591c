package dev.tarn.storage.table;

import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.expressions.ResidualEvaluator;

/// A whole data file without deletes, as Iceberg's own task, but one that knows its partition spec
/// from the start: Iceberg's parses JSON for each file.
final class PlannedFile extends BaseFileScanTask {
    private static final long serialVersionUID = 1L;
    private static final DeleteFile[] NO_DELETES = {};

    private final transient PartitionSpec spec;

    PlannedFile(DataFile file, PartitionSpec spec, ResidualEvaluator residuals, Texts texts) {
        super(file, NO_DELETES, texts.schema(), texts.spec(), residuals);
        this.spec = spec;
    }

    /// A partition spec and its schema as JSON, which Iceberg's task is serialized with.
    record Texts(String schema, String spec) {
        static Texts of(PartitionSpec spec) {
            return new Texts(SchemaParser.toJson(spec.schema()), PartitionSpecParser.toJson(spec));
        }
    }

    @Override
    public PartitionSpec spec() {
        return spec;
    }

    @Override
    public Schema schema() {
        return spec.schema();
    }
}
