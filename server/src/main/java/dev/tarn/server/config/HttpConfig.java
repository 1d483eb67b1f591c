package dev.tarn.server.config;

/// Where the server listens, and the largest request body that it reads. Port 0 takes a free one.
public record HttpConfig(String host, int port, long maxRequestBytes) {
    public HttpConfig {
        if (host.isBlank() || port < 0 || port > 65_535 || maxRequestBytes < 1) {
            throw new IllegalArgumentException(
                    "Host, port and request size make no sense: '%s', %d, %d"
                            .formatted(host, port, maxRequestBytes));
        }
    }

    /// Whether only programs on this machine can connect.
    public boolean loopback() {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
