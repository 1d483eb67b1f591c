package dev.tarn.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One connection that speaks as little HTTP/1.1 as it takes, so that on a machine which runs
/// server and client the server is what is measured. For one thread; must be closed.
final class WireClient implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    /// @param etag of the answer, or ""
    record Reply(int status, long bodyBytes, String etag, byte[] body) {}

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String host;
    private final byte[] skipped = new byte[BUFFER_BYTES];

    WireClient(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        out = socket.getOutputStream();
        host = server.getHost() + ":" + server.getPort();
    }

    /// Sends a request that is printed already and reads the answer, without keeping its body.
    Reply send(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        return read(false);
    }

    /// The same, with the body.
    Reply ask(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        return read(true);
    }

    /// @param headers lines that end in CRLF, or ""
    byte[] request(String method, String path, String headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String type = bytes.length == 0 ? "" : "Content-Type: application/json\r\n";
        String head =
                "%s %s HTTP/1.1\r\nHost: %s\r\n%s%sContent-Length: %d\r\n\r\n"
                        .formatted(method, path, host, type, headers, bytes.length);
        return (head + body).getBytes(StandardCharsets.UTF_8);
    }

    private Reply read(boolean keepsBody) throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        long length = 0;
        boolean isChunked = false;
        String etag = "";
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Long.parseLong(value);
                case "transfer-encoding" -> isChunked = true;
                case "etag" -> etag = value;
                default -> {}
            }
        }
        if (status == 204 || status == 304) {
            return new Reply(status, 0, etag, new byte[0]);
        }
        java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
        long total = 0;
        while (isChunked) {
            long chunk = Long.parseLong(line(), 16);
            total += read(chunk, keepsBody, body);
            line();
            isChunked = chunk > 0;
        }
        total += read(length, keepsBody, body);
        return new Reply(status, total, etag, body.toByteArray());
    }

    private long read(long count, boolean keepsBody, java.io.ByteArrayOutputStream body)
            throws IOException {
        for (long left = count; left > 0; ) {
            int n = in.read(skipped, 0, (int) Math.min(left, skipped.length));
            if (n < 0) {
                throw new EOFException("The server closed within a body");
            }
            if (keepsBody) {
                body.write(skipped, 0, n);
            }
            left -= n;
        }
        return count;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
