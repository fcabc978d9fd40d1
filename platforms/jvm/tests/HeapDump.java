package tests;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads heap dumps in the format "JAVA PROFILE 1.0.2" (hprof_b_spec.h of the JDK) as far
 * as it takes to come by all of their parts.
 */
final class HeapDump {
    private static final int OBJECT = 2;

    private final DataInputStream in;
    private final int idSize;
    private int globals;

    private HeapDump(DataInputStream in) throws IOException {
        this.in = in;
        while (in.readByte() != 0) {
            // the name of the format
        }
        idSize = in.readInt();
        in.readLong(); // when
    }

    /** The JNI global references in a dump. */
    static int globals(Path dump) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(dump), 1 << 20)) {
            HeapDump reader = new HeapDump(new DataInputStream(file));
            reader.records();
            return reader.globals;
        }
    }

    private void records() throws IOException {
        for (int tag; (tag = in.read()) >= 0; ) {
            in.readInt(); // when
            long length = Integer.toUnsignedLong(in.readInt());
            if (tag == 0x0c || tag == 0x1c) { // a heap dump, or a segment of one
                while (length > 0) {
                    length -= part();
                }
            } else {
                skip(length);
            }
        }
    }

    /** Skips one part of a heap dump, and returns how long it is. */
    private long part() throws IOException {
        int tag = in.readUnsignedByte();
        switch (tag) {
            case 0x01: // a JNI global reference
                globals++;
                return 1 + skip(2L * idSize);
            case 0x02: // a JNI local one
            case 0x03: // a local variable
            case 0x08: // a thread
                return 1 + skip(idSize + 8);
            case 0x04: // what a native frame has
            case 0x06: // a thread that is blocked
                return 1 + skip(idSize + 4);
            case 0x05: // a class of the system
            case 0x07: // a monitor
            case 0xff:
                return 1 + skip(idSize);
            case 0x20:
                return 1 + type();
            case 0x21: { // an object
                long start = skip(2L * idSize + 4);
                return 1 + start + 4 + skip(Integer.toUnsignedLong(in.readInt()));
            }
            case 0x22: { // an array of objects
                long start = skip(idSize + 4);
                long n = Integer.toUnsignedLong(in.readInt());
                return 1 + start + 4 + skip(idSize + n * idSize);
            }
            case 0x23: { // another array
                long start = skip(idSize + 4);
                long n = Integer.toUnsignedLong(in.readInt());
                return 1 + start + 4 + 1 + skip(n * size(in.readUnsignedByte()));
            }
            default:
                throw new IOException("a heap dump has an unknown part " + tag);
        }
    }

    /** Skips the rest of a class. */
    private long type() throws IOException {
        long length = skip(7L * idSize + 8);
        int constants = in.readUnsignedShort();
        length += 2;
        for (int i = 0; i < constants; i++) {
            length += skip(2) + 1 + skip(size(in.readUnsignedByte()));
        }
        int statics = in.readUnsignedShort();
        length += 2;
        for (int i = 0; i < statics; i++) {
            length += skip(idSize) + 1 + skip(size(in.readUnsignedByte()));
        }
        int fields = in.readUnsignedShort();
        return length + 2 + skip(fields * (idSize + 1L));
    }

    private int size(int type) throws IOException {
        switch (type) {
            case OBJECT:
                return idSize;
            case 4: // boolean
            case 8: // byte
                return 1;
            case 5: // char
            case 9: // short
                return 2;
            case 6: // float
            case 10: // int
                return 4;
            case 7: // double
            case 11: // long
                return 8;
            default:
                throw new IOException("a heap dump has an unknown type " + type);
        }
    }

    private long skip(long n) throws IOException {
        for (long left = n; left > 0; ) {
            long skipped = in.skip(left);
            if (skipped <= 0) {
                throw new EOFException("a heap dump ends too early");
            }
            left -= skipped;
        }
        return n;
    }
}
