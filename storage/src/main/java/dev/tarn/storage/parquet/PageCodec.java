package dev.tarn.storage.parquet;

import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.encoding.ParquetCodecs;
import dev.tarn.storage.parquet.format.Codec;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

import java.io.IOException;

/// Decompresses the pages of a column chunk. Thread-safe.
final class PageCodec {
    private final Codec codec;
    private final BytesInputDecompressor decompressor;

    PageCodec(Codec codec) {
        this.codec = codec;
        this.decompressor =
                new ParquetCodecs().getDecompressor(CompressionCodecName.valueOf(codec.name()));
    }

    /// `page` decompressed to `lengthBytes`, in `buffer` or where it is.
    PageBytes decompress(PageBytes page, int lengthBytes, PageBuffer buffer) throws IOException {
        if (codec == Codec.UNCOMPRESSED) {
            if (page.length() != lengthBytes) {
                throw new IOException(
                        "an uncompressed page of %d bytes whose header says %d"
                                .formatted(page.length(), lengthBytes));
            }
            return page;
        }
        BytesInput plain =
                decompressor.decompress(
                        BytesInput.from(page.bytes(), page.start(), page.length()), lengthBytes);
        byte[] bytes = plain.toByteArray();
        return new PageBytes(bytes, 0, bytes.length);
    }
}
