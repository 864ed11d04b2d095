package org.weightflow.tools.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/** Records by reflection: the components' names and values, and the canonical constructor. */
final class Records {
    /** The key that tells the members of a family apart. */
    static final String NAME = "name";

    private Records() {}

    static List<String> keys(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    static Object value(RecordComponent component, Object owner) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " could not be read", e);
        }
    }

    /**
     * Calls the canonical constructor.
     *
     * @throws IllegalArgumentException from the constructor, if the values break a rule
     */
    static Object create(Class<?> type, Object[] values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException rule) {
                throw rule;
            }
            throw new IllegalStateException("the constructor of " + type.getName() + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no " + type.getName() + " could be made", e);
        }
    }

    static void requireMember(String name, Object member) {
        if (!member.getClass().isRecord()) {
            throw new IllegalArgumentException(name + ": " + member.getClass().getName() + " is not a record");
        }
        if (keys(member.getClass()).contains(NAME)) {
            throw new IllegalArgumentException(
                    name + ": " + member.getClass().getName() + " has a component called " + NAME);
        }
    }
}
