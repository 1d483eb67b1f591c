package dev.tarn.engine;

/// How many queries run and wait at one moment, and how many were refused since the start.
public record AdmissionUsage(int running, int queued, long refused) {}
