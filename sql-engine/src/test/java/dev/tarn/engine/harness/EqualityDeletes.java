package dev.tarn.engine.harness;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptionKeyMetadata;

import java.io.IOException;

/// Equality deletes, as Flink commits them; Tarn itself writes none.
public final class EqualityDeletes {
    private EqualityDeletes() {}

    /// Deletes the rows of an unpartitioned table in which `column` is `value`, once a table.
    public static void commit(Table table, String column, Object value) throws IOException {
        int id = table.schema().findField(column).fieldId();
        EqualityDeleteWriter<Record> writer =
                new GenericFileWriterFactory.Builder(table)
                        .deleteFileFormat(FileFormat.PARQUET)
                        .equalityFieldIds(new int[] {id})
                        .equalityDeleteRowSchema(table.schema().select(column))
                        .build()
                        .newEqualityDeleteWriter(
                                EncryptedFiles.encryptedOutput(
                                        table.io()
                                                .newOutputFile(
                                                        table.location() + "/delete.parquet"),
                                        EncryptionKeyMetadata.EMPTY),
                                table.spec(),
                                null);
        try (writer) {
            Record key = GenericRecord.create(table.schema().select(column));
            key.setField(column, value);
            writer.write(key);
        }
        table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
    }
}
