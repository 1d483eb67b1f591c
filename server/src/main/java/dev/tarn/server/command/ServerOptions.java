package dev.tarn.server.command;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.net.URI;

/// The flags of commands that a running server can carry out instead of this process.
public final class ServerOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "On this server, such as http://127.0.0.1:8181, not in this process.")
    @Nullable URI server;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Who asks the server (default: the environment's TARN_TOKEN).")
    @Nullable String token = System.getenv("TARN_TOKEN");
}
