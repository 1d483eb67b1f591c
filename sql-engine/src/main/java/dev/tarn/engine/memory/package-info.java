/// Reservations: what running queries may hold on the heap, asked for before it is allocated.
///
/// Belongs here: the pool of the engine, the share of one query, and the reservation of one
/// operator. Does not belong here: spilling (operators do, into runs of `spill`), or measuring what
/// a structure takes (each structure knows its own bytes). Start reading at [Reservation].
@NullMarked
package dev.tarn.engine.memory;

import org.jspecify.annotations.NullMarked;
