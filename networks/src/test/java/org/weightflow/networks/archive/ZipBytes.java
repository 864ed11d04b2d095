package org.weightflow.networks.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Zip archives made by hand, record by record, so that each field can be wrong. */
public final class ZipBytes {
    /** Where the fields of a line of the directory start. */
    public static final int FLAGS = 8;

    public static final int METHOD = 10;
    public static final int PACKED = 20;
    public static final int SIZE = 24;
    public static final int LOCAL = 42;

    private final List<Entry> entries = new ArrayList<>();
    private Consumer<ByteBuffer> endEdit = end -> {};
    private boolean wide;

    private record Entry(
            String localName,
            String name,
            ByteBuffer content,
            ByteBuffer extra,
            Consumer<ByteBuffer> local,
            Consumer<ByteBuffer> line) {}

    public ZipBytes entry(String name, byte[] content) {
        return entry(name, content, line -> {});
    }

    /** @param edit changes the line of the directory, with which alone the entry is found */
    public ZipBytes entry(String name, byte[] content, Consumer<ByteBuffer> edit) {
        return entry(name, name, content, new byte[0], local -> {}, edit);
    }

    public ZipBytes entry(
            String localName,
            String name,
            byte[] content,
            byte[] extra,
            Consumer<ByteBuffer> local,
            Consumer<ByteBuffer> line) {
        entries.add(new Entry(localName, name, ByteBuffer.wrap(content), ByteBuffer.wrap(extra), local, line));
        return this;
    }

    /** Changes the last record. */
    public ZipBytes end(Consumer<ByteBuffer> edit) {
        endEdit = edit;
        return this;
    }

    /** With the records of Zip64, and what they hold marked in the last one. */
    public ZipBytes wide() {
        wide = true;
        return this;
    }

    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> starts = new ArrayList<>();
        for (Entry entry : entries) {
            starts.add(out.position());
            byte[] name = entry.localName().getBytes(StandardCharsets.UTF_8);
            ByteBuffer local = record(30).putInt(0, 0x04034b50).putShort(26, (short) name.length);
            entry.local().accept(local);
            out.put(local).put(name).put(entry.content().duplicate());
        }
        int directory = out.position();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
            int size = entry.content().remaining();
            ByteBuffer line = record(46)
                    .putInt(0, 0x02014b50)
                    .putInt(PACKED, size)
                    .putInt(SIZE, size)
                    .putShort(28, (short) name.length)
                    .putShort(30, (short) entry.extra().remaining())
                    .putInt(LOCAL, starts.get(i));
            entry.line().accept(line);
            out.put(line).put(name).put(entry.extra().duplicate());
        }
        int bytes = out.position() - directory;
        if (wide) {
            int at = out.position();
            out.put(record(56)
                    .putInt(0, 0x06064b50)
                    .putLong(4, 44)
                    .putLong(24, entries.size())
                    .putLong(32, entries.size())
                    .putLong(40, bytes)
                    .putLong(48, directory));
            out.put(record(20).putInt(0, 0x07064b50).putLong(8, at).putInt(16, 1));
        }
        ByteBuffer end = record(22)
                .putInt(0, 0x06054b50)
                .putShort(8, (short) (wide ? -1 : entries.size()))
                .putShort(10, (short) (wide ? -1 : entries.size()))
                .putInt(12, wide ? -1 : bytes)
                .putInt(16, wide ? -1 : directory);
        endEdit.accept(end);
        out.put(end);
        byte[] all = new byte[out.position()];
        out.flip().get(all);
        return all;
    }

    private static ByteBuffer record(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
