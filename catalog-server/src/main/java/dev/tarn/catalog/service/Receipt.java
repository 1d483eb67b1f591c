package dev.tarn.catalog.service;

/// What was answered to a change, small enough to keep and complete enough to answer again.
public sealed interface Receipt {

    /// No body.
    record Empty() implements Receipt {}

    /// The table as that metadata file has it.
    record TableAt(String metadataLocation) implements Receipt {}

    /// The view as that metadata file has it.
    record ViewAt(String metadataLocation) implements Receipt {}

    /// The scan plan of that id.
    record Planned(String planId) implements Receipt {}

    /// Properties of a namespace after its creation.
    record Json(String body) implements Receipt {}

    /// A deterministic refusal.
    record Refused(int status, String type, String message) implements Receipt {}
}
