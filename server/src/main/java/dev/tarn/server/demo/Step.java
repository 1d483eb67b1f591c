package dev.tarn.server.demo;

/// One statement of the demo and the sentence that goes before it.
record Step(String sentence, String sql) {}
