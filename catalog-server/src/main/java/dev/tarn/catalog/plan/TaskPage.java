package dev.tarn.catalog.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.rest.TableScanResponseParser;
import org.apache.iceberg.util.DeleteFileSet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// Some tasks of a plan as JSON: an object with `file-scan-tasks`, and `delete-files` that the
/// tasks name by index. Printed by Iceberg's own serializer. Callers must not write to the array.
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TaskPage(byte[] json) {
    private static final JsonFactory JSON = new JsonFactory();

    /// @param specs the partition specs of the table, by id
    static TaskPage of(List<FileScanTask> tasks, Map<Integer, PartitionSpec> specs) {
        DeleteFileSet deletes = DeleteFileSet.create();
        for (FileScanTask task : tasks) {
            deletes.addAll(task.deletes());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(out)) {
            generator.writeStartObject();
            TableScanResponseParser.serializeScanTasks(
                    tasks, new ArrayList<>(deletes), specs, generator);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Printing scan tasks to memory", e);
        }
        return new TaskPage(out.toByteArray());
    }

    byte[] compressed() {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream deflated = new DeflaterOutputStream(out, deflater)) {
            deflated.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Compressing scan tasks in memory", e);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    static TaskPage ofCompressed(byte[] bytes) {
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            return new TaskPage(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("A stored page of scan tasks is damaged", e);
        }
    }
}
