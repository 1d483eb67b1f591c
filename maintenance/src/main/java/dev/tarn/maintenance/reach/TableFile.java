package dev.tarn.maintenance.reach;

/// One file, by its location as the table or the store spells it.
///
/// @param bytes its length; 0 where it is not known
/// @param millis a point in time: of its last change where it was listed, else as whoever made this
///   says
public record TableFile(String location, FileKind kind, long bytes, long millis) {}
