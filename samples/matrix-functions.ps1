<#
.SYNOPSIS
    What the samples compute with matrices, to be dot-sourced.
.DESCRIPTION
    A loop of PowerShell over nine million numbers takes seconds; these are compiled by .NET.
#>
$Expression = [Linq.Expressions.Expression]

function New-RandomNumbers([int] $Count) {
    $choices = [double[]]::new(4096)
    for ($i = 0; $i -lt $choices.Length; $i++) { $choices[$i] = [Random]::Shared.NextDouble() }
    , [Random]::Shared.GetItems($choices, $Count)
}

# Every element plus a number.
function Add-Number([double[]] $Array, [double] $Number) {
    $x = $Expression::Parameter([double])
    $add = $Expression::Lambda([Func[double, double]], $Expression::Add($x, $Expression::Constant($Number)), $x).Compile()
    , [Linq.Enumerable]::ToArray([Linq.Enumerable]::Select($Array, $add))
}

# A matrix and its transpose: element i is in row i / n and column i % n.
function Add-Transpose([double[]] $Matrix, [int] $n) {
    $i = $Expression::Parameter([int])
    $m, $width = $Expression::Constant($Matrix), $Expression::Constant($n)
    $mirrored = $Expression::Add($Expression::Multiply($Expression::Modulo($i, $width), $width), $Expression::Divide($i, $width))
    $sum = $Expression::Add($Expression::ArrayIndex($m, $i), $Expression::ArrayIndex($m, $mirrored))
    $add = $Expression::Lambda([Func[int, double]], $sum, $i).Compile()
    , [Linq.Enumerable]::ToArray([Linq.Enumerable]::Select([Linq.Enumerable]::Range(0, $Matrix.Length), $add))
}

# In place of the inverse: a working copy and a result.
function Get-Reciprocals([double[]] $Matrix) {
    $copy = $Matrix.Clone()
    $x = $Expression::Parameter([double])
    $reciprocal = $Expression::Lambda([Func[double, double]], $Expression::Divide($Expression::Constant(1.0), $x), $x).Compile()
    , [Linq.Enumerable]::ToArray([Linq.Enumerable]::Select($copy, $reciprocal))
}
