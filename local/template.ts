import { existsSync } from "node:fs";
import { readStack } from "./cloud-assembly.ts";
import { makeResolver } from "./intrinsics.ts";
import { derivedName, type Named, resourceTypes } from "./resource-types.ts";

/**
 * A synthesized stack as CloudFormation would see it, read from a `cdk.out` folder. What it does not do: macros
 * (`Transform`), `Mappings`, imports from other stacks, dynamic references to anything but a secret. Each is refused where it
 * is met; so is a `Ref` or attribute that only a deployment would know and that `values` does not give.
 */
export interface Template {
  /** The resources of this type whose condition holds, in the template's order. */
  ofType(type: string): readonly Resource[];
  /** The folder with a function's code. Throws where the function's code is no asset of this stack, or was removed. */
  assetDir(resource: Resource): string;
}

export interface Resource {
  readonly id: string;
  /** The name or id that the service knows it by: the template's, else one derived from stack and logical id. */
  readonly name: string;
  /** Throws for a type that has none, or whose form is not known here. */
  readonly arn: string;
  /** Resolved when first read; throws what cannot be resolved, with the path to it. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface TemplateOptions {
  /** The `cdk.out` folder. */
  readonly dir: string;
  /** The stack's id in `manifest.json`. */
  readonly stack: string;
  readonly account: string;
  readonly region: string;
  /**
   * What only a deployment knows, and what shall differ from what is derived: `Resource.Attribute` to value. The resource
   * is a logical id, a parameter, or a type; the attribute `Ref` stands for what `Ref` gives:
   * `{ "AWS::Cognito::UserPool.ProviderURL": issuer, "AWS::Cognito::UserPool.Ref": poolId }`.
   * Where a type has several resources, a function of logical id and unresolved properties tells them apart.
   */
  readonly values: Readonly<Record<string, string | ((id: string, properties: Properties) => string)>>;
  /** What a dynamic reference to a secret becomes, by the secret's name or ARN; without it, they are refused. */
  readonly secret?: (id: string) => string;
  /** Addresses of the deployment, and what stands in their place here, wherever a resolved text names them. */
  readonly addresses?: Readonly<Record<string, string>>;
}

type Properties = Readonly<Record<string, unknown>>;

interface RawResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Properties;
  readonly Metadata?: Properties;
}

interface RawTemplate {
  readonly Transform?: unknown;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: unknown }>>;
  readonly Conditions?: Properties;
  readonly Resources?: Readonly<Record<string, RawResource>>;
}

/** Reads a stack. Throws when there is no such stack in the folder, or when a value names nothing in its template. */
export function loadTemplate(options: TemplateOptions): Template {
  const { dir, stack, account, region, values, addresses = {} } = options;
  const { stackName, template, assetPath } = readStack<RawTemplate>(dir, stack);
  if (template.Transform !== undefined) throw new Error(`${stack}: Transform is not supported here`);
  const { Parameters: parameters = {}, Resources: resources = {} } = template;
  checkValues(values, template, stack);

  const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  const pseudoParameters = new Map<string, unknown>([
    ["AWS::AccountId", account],
    ["AWS::Region", region],
    ["AWS::Partition", partition],
    ["AWS::URLSuffix", partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"],
    ["AWS::StackName", stackName],
    ["AWS::StackId", `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/embedded`],
    ["AWS::NotificationARNs", []],
    ["AWS::NoValue", undefined],
  ]);

  const resolver = makeResolver({
    ref(id, path) {
      if (pseudoParameters.has(id)) return pseudoParameters.get(id);
      if (parameters[id] !== undefined) return parameter(id, path);
      const { Type } = present(id, path);
      const like = resourceTypes[Type]?.ref;
      const value = given(id, "Ref") ?? (like === "name" ? nameOf(id) : like && arnOf(id, path));
      if (value === undefined) throw missing(path, `what Ref gives for a ${Type}`, `${id}.Ref`);
      return value;
    },
    attribute(id, attribute, path) {
      const { Type } = present(id, path);
      if (attribute === "Arn") return arnOf(id, path);
      const like = resourceTypes[Type]?.attributes?.[attribute];
      const value =
        given(id, attribute) ??
        (typeof like === "function" ? like(named(id)) : like === "name" ? nameOf(id) : like && arnOf(id, path));
      if (value === undefined) throw missing(path, `the attribute ${attribute} of a ${Type}`, `${id}.${attribute}`);
      return value;
    },
    condition(name, path) {
      const condition = template.Conditions?.[name];
      if (condition === undefined) throw new Error(`${path}: there is no condition "${name}"`);
      return condition;
    },
    secret(id, path) {
      if (!options.secret) throw new Error(`${path}: the value of the secret ${id} is not known here`);
      return options.secret(id);
    },
  });
  const resolve = (value: unknown, path: string) => withAddresses(resolver.resolve(value, path), addresses);

  function given(id: string, attribute: string): string | undefined {
    const resource = resources[id];
    const value = values[`${id}.${attribute}`] ?? (resource && values[`${resource.Type}.${attribute}`]);
    return typeof value === "function" ? value(id, resource?.Properties ?? {}) : value;
  }
  function parameter(id: string, path: string): unknown {
    const { Type = "", Default } = parameters[id] ?? {};
    const value = given(id, "Ref") ?? (Type.startsWith("AWS::SSM::") ? undefined : Default);
    if (value === undefined) throw missing(path, `the value of parameter ${id}`, `${id}.Ref`);
    return Type === "CommaDelimitedList" || Type.startsWith("List<") ? String(value).split(",") : String(value);
  }
  function present(id: string, path: string): RawResource {
    const resource = resources[id];
    if (resource === undefined) throw new Error(`${path}: there is no resource or parameter "${id}"`);
    if (!isCreated(resource)) throw new Error(`${path}: ${id} is not created, as ${resource.Condition} does not hold`);
    return resource;
  }
  function isCreated({ Condition }: RawResource): boolean {
    return Condition === undefined || resolver.holds({ Condition }, "Conditions");
  }
  function property(id: string, name: string): string | undefined {
    const value = resolve(resources[id]?.Properties?.[name], `${id}.Properties.${name}`);
    return typeof value === "string" ? value : undefined;
  }
  function nameOf(id: string): string {
    const { nameProperty, form = "name", ref } = resourceTypes[resources[id]?.Type ?? ""] ?? {};
    return (
      (ref === "name" ? given(id, "Ref") : undefined) ??
      (nameProperty === undefined ? undefined : property(id, nameProperty)) ??
      derivedName(form, stackName, id, region)
    );
  }
  function named(id: string): Named {
    return { name: nameOf(id), partition, region, account, property: (name) => property(id, name) };
  }
  function arnOf(id: string, path: string): string {
    const { Type } = present(id, path);
    const arn = resourceTypes[Type]?.arn;
    const value = given(id, "Arn") ?? arn?.(named(id));
    if (value === undefined) throw missing(path, `the ARN of a ${Type}`, `${id}.Arn`);
    return value;
  }

  return {
    ofType: (type) =>
      Object.entries(resources)
        .filter(([, resource]) => resource.Type === type && isCreated(resource))
        .map(([id, { Properties, Metadata }]) => {
          let properties: Properties | undefined;
          return {
            id,
            name: nameOf(id),
            get arn() {
              return arnOf(id, id);
            },
            get properties() {
              properties ??= resolve(Properties ?? {}, `${id}.Properties`) as Properties;
              return properties;
            },
            metadata: Metadata ?? {},
          };
        }),
    assetDir: ({ id, properties }) => {
      const key = (properties.Code as Properties | undefined)?.S3Key;
      const folder = assetPath(String(key));
      if (folder === undefined) throw new Error(`${id}: its code is not an asset of ${stack} (S3Key: ${key})`);
      if (!existsSync(folder)) throw new Error(`${id}: its code is missing at ${folder}; synthesize again`);
      return folder;
    },
  };
}

function withAddresses(value: unknown, addresses: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string")
    return Object.entries(addresses).reduce((text, [there, here]) => text.replaceAll(there, here), value);
  if (Array.isArray(value)) return value.map((element) => withAddresses(element, addresses));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withAddresses(inner, addresses)]));
}

function missing(path: string, what: string, key: string): Error {
  return new Error(`${path}: ${what} is not known here; give it as values["${key}"]`);
}

function checkValues(values: TemplateOptions["values"], template: RawTemplate, stack: string): void {
  const { Parameters: parameters = {}, Resources: resources = {} } = template;
  for (const [key, value] of Object.entries(values)) {
    const [owner = "", attribute] = key.split(".");
    const ids = Object.keys(resources).filter((id) => id === owner || resources[id]?.Type === owner);
    if (attribute === undefined) throw new Error(`values["${key}"]: expected Resource.Attribute`);
    if (ids.length === 0 && !(owner in parameters))
      throw new Error(`values["${key}"]: ${stack} has no resource, type or parameter "${owner}"`);
    if (ids.length > 1 && typeof value === "string")
      throw new Error(`values["${key}"]: ${stack} has ${ids.join(", ")}; name one, or give a function of the id`);
  }
}
