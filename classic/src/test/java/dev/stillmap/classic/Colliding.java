package dev.stillmap.classic;

/** A key of whose hash code only some low bits are left. */
record Colliding(int number, int mask) {

    @Override
    public int hashCode() {
        return number & mask;
    }
}
