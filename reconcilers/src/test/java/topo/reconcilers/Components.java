package topo.reconcilers;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import topo.api.net.NetnsName;

/** Looks into records whose equality is written out: a field forgotten there would be a difference that no plan ever shows. */
public final class Components {
    private Components() {}

    /** As below, with null as the other value of a reference that has no simpler one. */
    public static List<String> ignoredByEquals(Record sample) {
        return ignoredByEquals(sample, Map.of());
    }

    /**
     * The names of the components in which two records may differ and be equal all the same. None of {@code sample}'s may be null;
     * {@code others} has another value for those that cannot be null either.
     */
    public static List<String> ignoredByEquals(Record sample, Map<String, ?> others) {
        RecordComponent[] components = sample.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < values.length; i++) {
                components[i].getAccessor().setAccessible(true);
                values[i] = components[i].getAccessor().invoke(sample);
            }
            Constructor<?> constructor = sample.getClass()
                    .getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            if (!constructor.newInstance(values).equals(sample)) {
                throw new AssertionError(sample + " is not equal to its copy");
            }
            List<String> ignored = new ArrayList<>();
            for (int i = 0; i < values.length; i++) {
                Object[] changed = values.clone();
                Object other = others.get(components[i].getName());
                changed[i] = other != null ? other : other(components[i], values[i]);
                if (constructor.newInstance(changed).equals(sample) || sample.equals(constructor.newInstance(changed))) {
                    ignored.add(components[i].getName());
                }
            }
            return ignored;
        } catch (ReflectiveOperationException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static Object other(RecordComponent component, Object value) {
        if (value instanceof Boolean flag) {
            return !flag;
        } else if (value instanceof Integer number) {
            return number + 1;
        } else if (value instanceof Long number) {
            return number + 1;
        } else if (value instanceof String text) {
            return text + "x";
        } else if (value instanceof NetnsName netns) {
            return new NetnsName(netns.value() + "x");
        } else if (value instanceof List<?> list) {
            return list.isEmpty() ? failed(component) : List.of();
        }
        return component.getType().isPrimitive() ? failed(component) : null;
    }

    private static Object failed(RecordComponent component) {
        throw new AssertionError("no other value is known for " + component);
    }
}
