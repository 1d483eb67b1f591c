package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Procedure;

import java.util.List;
import java.util.Map;

/// Procedures of Spark and Trino that turn tables of a Hive catalog into Iceberg's, of which there
/// are none here: known, so that who calls them learns what there is instead.
///
/// @param name of the procedure
/// @param arguments as the peer has them
record Migration(String name, List<Argument> arguments, List<Field> output) implements Procedure {

    /// `migrate`, with Spark's arguments, and `add_files_from_table`, with Trino's.
    static List<Procedure> all() {
        return List.of(
                new Migration(
                        "migrate",
                        List.of(
                                CalledTable.TABLE,
                                CalledTable.optional("properties", CalledTable.TEXT_MAP),
                                CalledTable.optional("drop_backup", DataType.BOOLEAN),
                                CalledTable.optional("backup_table_name", DataType.STRING),
                                CalledTable.optional("parallelism", DataType.INTEGER),
                                CalledTable.optional("ignore_missing_files", DataType.BOOLEAN)),
                        List.of(new Field("migrated_files_count", DataType.BIGINT))),
                new Migration(
                        "add_files_from_table",
                        List.of(
                                CalledTable.TABLE,
                                CalledTable.required("schema_name", DataType.STRING),
                                CalledTable.required("table_name", DataType.STRING),
                                CalledTable.optional("partition_filter", CalledTable.TEXT_MAP),
                                CalledTable.optional("recursive_directory", DataType.STRING)),
                        List.of()));
    }

    @Override
    public Batch call(CatalogConnection catalog, Session session, Map<String, Object> arguments) {
        throw new SqlException(
                ErrorCode.NOT_SUPPORTED,
                "Procedure %s takes a table of Hive's, and all tables of catalog %s are Iceberg's: call snapshot(source_table => '`parquet`.`/path`', …) to make a table over a directory of files, or add_files to give them to a table"
                        .formatted(name, catalog.name()));
    }
}
