package dev.tarn.storage.parquet.encoding;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.deflate.DeflateNativeDecompressor;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Pages compressed with gzip, and those with zlib's header instead, which some writers made.
///
/// A page is one member nearly always, whose bytes libdeflate decompresses at once where it is
/// there; Java's inflater takes the others. Checksums at the end of members are not compared, as
/// pages have their own.
///
/// Source: RFC 1952.
final class GzipPages {
    private static final boolean NATIVE = DeflateNativeDecompressor.isEnabled();
    private static final int MAGIC = 0x8b1f;
    private static final int FIXED_HEADER = 10;
    private static final int TRAILER = 8;
    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private GzipPages() {}

    static int decompress(PageBytes page, byte[] target, int size) {
        boolean gzip = isMember(page);
        if (gzip && NATIVE) {
            PageBytes body = withoutHeader(page);
            int length = body.length() - TRAILER;
            try {
                int written =
                        new DeflateNativeDecompressor()
                                .decompress(body.bytes(), body.start(), length, target, 0, size);
                if (written == size) {
                    return written;
                }
            } catch (MalformedInputException | IllegalArgumentException e) {
                // Java's inflater finds out what is wrong.
            }
        }
        Inflater inflater = new Inflater(gzip);
        try {
            return inflate(inflater, page, gzip, target, size);
        } catch (DataFormatException e) {
            throw new PageException("A page that is not gzip: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private static int inflate(
            Inflater inflater, PageBytes page, boolean gzip, byte[] target, int size)
            throws DataFormatException {
        PageBytes rest = page;
        int written = 0;
        while (true) {
            rest = gzip ? withoutHeader(rest) : rest;
            inflater.setInput(rest.bytes(), rest.start(), rest.length());
            while (!inflater.finished()) {
                int more = inflater.inflate(target, written, size - written);
                written += more;
                if (more == 0 && !inflater.finished()) {
                    return full(inflater, written, size);
                }
            }
            rest = rest.skip(rest.length() - inflater.getRemaining());
            if (!gzip || rest.length() <= TRAILER || !isMember(rest.skip(TRAILER))) {
                return written;
            }
            rest = rest.skip(TRAILER);
            inflater.reset();
        }
    }

    /// Where the inflater goes no further for want of input or of room: what there is, one more
    /// than `size` where there is more.
    private static int full(Inflater inflater, int written, int size) throws DataFormatException {
        return written < size ? written : written + inflater.inflate(new byte[1]);
    }

    private static boolean isMember(PageBytes page) {
        return page.length() >= FIXED_HEADER + TRAILER
                && (page.bytes()[page.start()] & 0xff
                                | (page.bytes()[page.start() + 1] & 0xff) << 8)
                        == MAGIC;
    }

    /// What follows the header of the member that `page` begins with, with at least a trailer left.
    private static PageBytes withoutHeader(PageBytes page) {
        int flags = page.bytes()[page.start() + 3];
        PageBytes rest = page.skip(FIXED_HEADER);
        if ((flags & EXTRA) != 0) {
            rest.first(2);
            int length =
                    rest.bytes()[rest.start()] & 0xff
                            | (rest.bytes()[rest.start() + 1] & 0xff) << 8;
            rest = rest.skip(2 + length);
        }
        rest = (flags & NAME) != 0 ? withoutText(rest) : rest;
        rest = (flags & COMMENT) != 0 ? withoutText(rest) : rest;
        rest = (flags & HEADER_CHECKSUM) != 0 ? rest.skip(2) : rest;
        rest.first(TRAILER);
        return rest;
    }

    private static PageBytes withoutText(PageBytes page) {
        int at = page.start();
        while (at < page.end() && page.bytes()[at] != 0) {
            at++;
        }
        return page.skip(at - page.start() + 1);
    }
}
