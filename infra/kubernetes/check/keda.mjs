// Holds the objects of ../base/scaling.yaml to the types of KEDA: values as its validators want them, and no key that they never
// look at. First it plants one of each, to be sure that it sees them. Ends with 1 and a line for each flaw.
import {readFileSync} from "node:fs";
import {parseAllDocuments} from "yaml";
import {ScaledObject, TriggerAuthentication} from "@kubernetes-models/keda/keda.sh/v1alpha1";

const MODELS = {ScaledObject, TriggerAuthentication};
const PARTS = new Set(["apiVersion", "kind", "metadata", "spec"]);

// The same value, and a note of every key that is looked at.
function watched(value, path, unseen) {
    if (value === null || typeof value !== "object") return value;
    const inner = new Map();
    Object.keys(value).forEach(key => unseen.add(`${path}/${key}`));
    const look = key => {
        unseen.delete(`${path}/${String(key)}`);
        if (!inner.has(key)) inner.set(key, watched(value[key], `${path}/${String(key)}`, unseen));
        return inner.get(key);
    };
    return new Proxy(value, {get: (_, key) => look(key), has: (_, key) => (look(key), key in value)});
}

function flaws(object) {
    const unseen = new Set();
    const model = MODELS[object.kind];
    if (!model || object.apiVersion !== model.apiVersion) return [`${object.kind} of ${object.apiVersion} is unknown`];
    const name = `${object.kind} ${object.metadata?.name}`;
    const read = new model();
    // Set afterwards: the constructor copies, and looks at every key for that. What stands in the metadata of a trigger goes by
    // the names of its scaler; KEDA's types take any.
    Object.entries(object).forEach(([key, value]) => (read[key] = watched(value, `/${key}`, unseen)));
    Object.keys(object).filter(key => !PARTS.has(key)).forEach(key => unseen.add(`/${key}`));
    try {
        read.validate();
    } catch (error) {
        return [`${name}: ${error.message}`];
    }
    return [...unseen].map(key => `${name}: ${key} is a key that KEDA does not know`);
}

const objects = parseAllDocuments(readFileSync(new URL("../base/scaling.yaml", import.meta.url), "utf8")).map(each => each.toJS());
const scaled = objects.find(each => each.kind === "ScaledObject");
const planted = [
    {...scaled, spec: {...scaled.spec, maxReplicaCounts: 4}},
    {...scaled, spec: {...scaled.spec, maxReplicaCount: "four"}},
    {...scaled, spec: {...scaled.spec, scaleTargetRef: {}}},
    {...scaled, spec: {...scaled.spec, triggers: [{...scaled.spec.triggers[0], typo: "kafka"}]}},
];
const blind = planted.filter(each => flaws(each).length === 0).map(each => `a planted flaw was not seen: ${JSON.stringify(each.spec)}`);
const found = [...blind, ...objects.flatMap(flaws)];
found.forEach(flaw => console.log(flaw));
console.log(`${objects.length} objects, ${found.length} flaws, ${planted.length - blind.length} of ${planted.length} planted ones seen`);
process.exit(found.length === 0 ? 0 : 1);
