package dev.tarn.server.config;

import java.nio.file.Path;

/// Where the server listens, the largest request body that it reads, and where parts of results
/// wait for their clients. Port 0 takes a free one.
public record HttpConfig(String host, int port, long maxRequestBytes, Path spoolDirectory) {
    public HttpConfig {
        if (host.isBlank() || port < 0 || port > 65_535 || maxRequestBytes < 1) {
            throw new IllegalArgumentException(
                    "Host, port and request size make no sense: '%s', %d, %d"
                            .formatted(host, port, maxRequestBytes));
        }
    }

    /// With the machine's own directory of temporary files.
    public HttpConfig(String host, int port, long maxRequestBytes) {
        this(host, port, maxRequestBytes, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /// Whether only programs on this machine can connect.
    public boolean loopback() {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
