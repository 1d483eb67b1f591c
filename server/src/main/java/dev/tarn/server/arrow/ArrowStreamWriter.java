package dev.tarn.server.arrow;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.server.output.ResultWriter;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// A result as a stream of Arrow: its schema, a record batch for each batch, the end. A stream
/// without its end is not whole. Nothing is compressed, and dictionaries are written out.
///
/// A message is a mark, the size of its metadata, the metadata as a FlatBuffer, and the buffers,
/// each part beginning at a multiple of 8 bytes:
///
/// ```
/// ffffffff | size | Message … | buffers …
/// ```
///
/// Source: "Serialization and interprocess communication" of Arrow's columnar format, version 1.5.
public final class ArrowStreamWriter implements ResultWriter {
    private static final int MARK = -1;
    private static final int ALIGNMENT = 8;

    private final OutputStream out;

    /// Does not close `out`.
    public ArrowStreamWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin(List<DataType.Field> columns) throws IOException {
        write(ArrowMetadata.schema(columns), new byte[0]);
    }

    @Override
    public void batch(Batch batch) throws IOException {
        ArrowBody body = new ArrowBody();
        for (Vector column : batch.columns()) {
            body.add(column.flatten(), 0, batch.rowCount());
        }
        write(ArrowMetadata.recordBatch(batch.rowCount(), body), body.bytes());
    }

    @Override
    public void end() throws IOException {
        out.write(ints(MARK, 0));
        out.flush();
    }

    private void write(byte[] metadata, byte[] body) throws IOException {
        int padding = -metadata.length & (ALIGNMENT - 1);
        out.write(ints(MARK, metadata.length + padding));
        out.write(metadata);
        out.write(new byte[padding]);
        out.write(body);
    }

    private static byte[] ints(int first, int second) {
        return ByteBuffer.allocate(2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(first)
                .putInt(second)
                .array();
    }
}
