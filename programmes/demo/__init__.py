"""The demo's programmes: a catalogue, groups past and present, registers, certificates."""
