package dev.millrace.runtime.config;

import dev.millrace.policy.family.RolloutEngineTypes;
import dev.millrace.schemas.store.ObjectStoreTypes;
import dev.millrace.streams.scoring.ScorerTypes;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Set;

/** The records and enums that settings are read into, those of the types that are on the class path included. */
public final class SettingTypes {

    private final Set<Class<?>> all = new LinkedHashSet<>();

    private SettingTypes() {}

    /** All of them. */
    public static Set<Class<?>> all() {
        SettingTypes types = new SettingTypes();
        types.add(MillraceConfig.class);
        types.add(CommandSections.found().defaults("pretrain").getClass());
        ScorerTypes scorers = ScorerTypes.found();
        scorers.names().forEach(name -> types.add(scorers.configType(name)));
        RolloutEngineTypes engines = RolloutEngineTypes.found();
        engines.names()
                .forEach(name -> types.add(engines.find(name).orElseThrow().configType()));
        ObjectStoreTypes stores = ObjectStoreTypes.found();
        stores.names().forEach(name -> types.add(stores.find(name).orElseThrow().configType()));
        return types.all;
    }

    private void add(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            for (Type argument : parameterized.getActualTypeArguments()) {
                add(argument);
            }
        }
        if (!(type instanceof Class<?> clazz) || !clazz.isRecord() && !clazz.isEnum() || !all.add(clazz)) {
            return;
        }
        if (clazz.isRecord()) {
            for (RecordComponent component : clazz.getRecordComponents()) {
                add(component.getGenericType());
            }
        }
    }
}
