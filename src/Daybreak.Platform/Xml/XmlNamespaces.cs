namespace Daybreak.Platform.Xml;

/// <summary>Which prefix stands for which namespace, in the elements that are open.</summary>
internal sealed class XmlNamespaces
{
    /// <summary>The most declarations in force at one time; documents of the platform have five.</summary>
    public const int Limit = 64;

    private const string Xml = "http://www.w3.org/XML/1998/namespace";
    private const string Xmlns = "http://www.w3.org/2000/xmlns/";

    private readonly List<Declaration> declarations = [];

    /// <summary>Whether there are as many as there can be.</summary>
    public bool IsFull => declarations.Count == Limit;

    /// <summary>The namespace of a prefix; "" is the default one. Null when the prefix is not declared.</summary>
    public string? Of(string prefix)
    {
        for (int i = declarations.Count - 1; i >= 0; i--)
            if (declarations[i].Prefix == prefix) return declarations[i].Namespace;
        return prefix switch { "" => "", "xml" => Xml, "xmlns" => Xmlns, _ => null };
    }

    /// <summary>Whether the element at this depth itself has declared the prefix.</summary>
    public bool IsDeclaredAt(string prefix, int depth)
    {
        for (int i = declarations.Count - 1; i >= 0 && declarations[i].Depth == depth; i--)
            if (declarations[i].Prefix == prefix) return true;
        return false;
    }

    /// <summary>Declares a prefix for an element and all in it.</summary>
    /// <returns>Null, or why that cannot be (Namespaces in XML 1.0, section 3).</returns>
    public string? Declare(string prefix, string name, int depth)
    {
        if (prefix == "xmlns" || name == Xmlns) return "the prefix xmlns and its namespace cannot be declared";
        if (prefix == "xml" != (name == Xml)) return "the prefix xml and its namespace belong together";
        if (prefix.Length > 0 && name.Length == 0) return "a prefix needs a namespace that is not empty";
        declarations.Add(new Declaration(prefix, name, depth));
        return null;
    }

    /// <summary>Forgets what elements deeper than this have declared.</summary>
    public void Leave(int depth)
    {
        while (declarations.Count > 0 && declarations[^1].Depth > depth) declarations.RemoveAt(declarations.Count - 1);
    }

    private sealed class Declaration(string prefix, string name, int depth)
    {
        public string Prefix => prefix;

        public string Namespace => name;

        public int Depth => depth;
    }
}
